/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operator's colour, and what has to be made of it so that everybody can read the page (WCAG
 * 2.2, success criteria 1.4.3 and 1.4.11).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct color {
	uint8_t red, green, blue;
};

/* What the page draws with, for one scheme. */
struct color_scheme {
	struct color fill;    /* of a button: the operator's own colour */
	struct color on_fill; /* the text on it: black or white */
	struct color accent;  /* links and lines on the scheme's surfaces */
};

/* "#0a7f3c", or "0a7f3c"; false for anything else. */
bool color_parse(const char *text, struct color *ret_color);

/* The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
double color_contrast(struct color a, struct color b);

void color_scheme_light(struct color color, struct color_scheme *ret_scheme);
void color_scheme_dark(struct color color, struct color_scheme *ret_scheme);

/* The darkest surface of the light scheme, and the lightest of the dark one: as in page.css. */
#define COLOR_LIGHT_SURFACE ((struct color){0xf3, 0xf4, 0xf6})
#define COLOR_DARK_SURFACE ((struct color){0x22, 0x26, 0x2c})
