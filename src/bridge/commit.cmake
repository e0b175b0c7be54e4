# Writes HEADER with the commit that is checked out in CHECKOUT; an unchanged one keeps its time, so that nothing is built anew.
cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND git -C ${CHECKOUT} rev-parse --short=12 HEAD
                OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT commit)
  set(commit "no commit")
endif()
file(CONFIGURE OUTPUT ${HEADER} CONTENT "#pragma once\n#define QB_COMMIT \"@commit@\"\n" @ONLY)
