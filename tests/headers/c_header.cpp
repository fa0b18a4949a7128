// The C header compiles alone, as C++ too.
#include "dealerkit.h"

static_assert(sizeof(dk_str) == 2 * sizeof(void*));
