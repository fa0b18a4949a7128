// The version is written here once; CMake, the C header and the Python package read it from this file.
#pragma once

#define DEALERKIT_VERSION_MAJOR 0
#define DEALERKIT_VERSION_MINOR 1
#define DEALERKIT_VERSION_PATCH 0
