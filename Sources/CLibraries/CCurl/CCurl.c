// SwiftPM needs one source file to make a target of the headers in include/.
