include(CMakeFindDependencyMacro)
find_dependency(CURL)
find_dependency(cJSON)
include(${CMAKE_CURRENT_LIST_DIR}/aws-lambda-c-targets.cmake)
