-- DnsEvents.IPAddresses has a blank behind each comma: Sentinel's rules split it at ', '.
UPDATE DnsEventsRow SET IPAddresses = replace(IPAddresses, ',', ', ')
  WHERE instr(IPAddresses, ',') > 0 AND instr(IPAddresses, ', ') = 0;
