/* The C header compiles alone, as C11. */
#include "dealerkit.h"

dk_status dk_header_test_c(void);
dk_status dk_header_test_c(void) { return DK_OK; }
