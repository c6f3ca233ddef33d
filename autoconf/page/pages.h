/* SPDX-License-Identifier: Apache-2.0 */
/* The pages that there are, each written into a page that frame_init prepared. */
#pragma once

struct page;

/* The form, with query->fault. */
void entry_write(struct page *page);
/*
 * Somebody's settings: page->account has an address.  Returns 0 or -errno; what is written is
 * whole.
 */
int result_write(struct page *page);
