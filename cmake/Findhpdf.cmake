# Finds libharu, which has no CMake package of its own here: target hpdf::hpdf.
find_path(hpdf_INCLUDE_DIR hpdf.h)
find_library(hpdf_LIBRARY hpdf)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(hpdf REQUIRED_VARS hpdf_LIBRARY hpdf_INCLUDE_DIR)
if(hpdf_FOUND AND NOT TARGET hpdf::hpdf)
  add_library(hpdf::hpdf UNKNOWN IMPORTED)
  set_target_properties(hpdf::hpdf PROPERTIES
    IMPORTED_LOCATION "${hpdf_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${hpdf_INCLUDE_DIR}")
endif()
mark_as_advanced(hpdf_INCLUDE_DIR hpdf_LIBRARY)
