/* SPDX-License-Identifier: Apache-2.0 */
/* QR codes (ISO/IEC 18004) as SVG in the page. */
#pragma once

#include <stdbool.h>

struct html;

/* Bytes of a text that are drawn at most: more would be too fine for a phone's camera. */
#define QR_TEXT_MAX 900

/* Can the text be drawn? */
bool qr_fits(const char *text);

/* An element <svg>; label is read out to those who do not see it. */
void qr_write(struct html *html, const char *text, const char *label);
