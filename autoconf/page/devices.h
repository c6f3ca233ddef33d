/* SPDX-License-Identifier: Apache-2.0 */
/* The sections of the devices and programs. */
#pragma once

#include "page/frame.h"

/* Returns 0 or -errno; what is written is whole in both cases. */
int devices_write(struct page *page);
