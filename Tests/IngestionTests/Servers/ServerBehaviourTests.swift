// What a server may do, and which test holds the client to its answer. Over sockets on loopback, through
// CurlTransport, into a warehouse file, unless it says otherwise. R: of a real server's own.
//
//  1 redirects between hosts        AccessTests, DiscoveryTests (TLS); CurlRedirectTests, CurlTLSTests;
//                                   RedirectPolicyTests (no I/O)
//  2 three styles of authentication TAXIIAddressTests, CurlTransportTests; R OpenTAXIITests, MedallionTests
//  3 the forms of a 401             AccessTests; R MedallionTests (HTML), OpenTAXIITests
//  4 403 and 404                    AccessTests, FeedFailureTests; R MedallionTests
//  5 429                            AccessTests; RetryPolicyTests, RateBudgetTests (no I/O)
//  6 ids, aliases, titles, unlisted AccessTests, TAXIIAddressTests
//  7 envelope, bundle, array, none  AnswerFormTests
//  8 no `more`, no `next`           WalkTests; TAXIIPagingTests and TAXIIPagingSimulationTests (no I/O)
//  9 ties, inclusive, exclusive     WalkTests; the same; R MedallionTests
// 10 repeated pages, endless `more` WalkTests; the same
// 11 an expired `next`              WalkTests; R MedallionTests
// 12 clamped limits and look-back   WalkTests, OffsetWalkTests; PollGapTests (no I/O)
// 13 offsets over a moving set      OffsetWalkTests, RESTIngestionTests
// 14 odd members, times and ids     AnswerFormTests; STIXMappingTests (no I/O)
// 15 objects of other types         AnswerFormTests
// 16 patterns of other languages    AnswerFormTests
// 17 media types                    AnswerFormTests
// 18 gzip, chunks, cuts, web pages  DeliveryTests, CurlTransportTests, FeedFailureTests
// 19 discovery and API roots        DiscoveryTests, TAXIIAddressTests, TAXIIUndescribedRootTests
//
// A poll that is killed: FeedKillTests.
