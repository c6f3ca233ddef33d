/* SPDX-License-Identifier: Apache-2.0 */
/* Every service with its values, to be copied. */
#pragma once

#include "page/frame.h"

/* Returns 0 or -errno; what is written is whole in both cases. */
int services_write(struct page *page);
