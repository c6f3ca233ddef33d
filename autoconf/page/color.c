/* SPDX-License-Identifier: Apache-2.0 */
/* Colours and their contrast. */
#include "page/color.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define READABLE 4.5 /* text: success criterion 1.4.3 */
#define STEPS 64

static const struct color black = {0, 0, 0}, white = {255, 255, 255};

bool color_parse(const char *text, struct color *ret_color)
{
	unsigned int red, green, blue;

	text += *text == '#';
	if (strlen(text) != 6 || strspn(text, "0123456789abcdefABCDEF") != 6)
		return false;
	if (sscanf(text, "%2x%2x%2x", &red, &green, &blue) != 3)
		return false;

	*ret_color = (struct color){(uint8_t)red, (uint8_t)green, (uint8_t)blue};
	return true;
}

static double linear(uint8_t component)
{
	double value = component / 255.0;

	return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(struct color color)
{
	return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) +
	       0.0722 * linear(color.blue);
}

double color_contrast(struct color a, struct color b)
{
	double x = luminance(a), y = luminance(b);

	return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static uint8_t mix_component(uint8_t from, uint8_t to, int step)
{
	return (uint8_t)(from + (to - from) * step / STEPS);
}

static struct color mix(struct color from, struct color to, int step)
{
	return (struct color){
		mix_component(from.red, to.red, step),
		mix_component(from.green, to.green, step),
		mix_component(from.blue, to.blue, step),
	};
}

/* The colour itself where it can be read, else as little of black or white in it as is needed. */
static struct color readable(struct color color, struct color toward, struct color surface)
{
	int step = 0;

	while (step < STEPS && color_contrast(mix(color, toward, step), surface) < READABLE)
		step++;

	return mix(color, toward, step);
}

/* One of the two always has 4.58 or more. */
static struct color text_on(struct color fill)
{
	return color_contrast(white, fill) >= READABLE ? white : black;
}

void color_scheme_light(struct color color, struct color_scheme *ret_scheme)
{
	*ret_scheme = (struct color_scheme){
		.fill = color,
		.on_fill = text_on(color),
		.accent = readable(color, black, COLOR_LIGHT_SURFACE),
	};
}

void color_scheme_dark(struct color color, struct color_scheme *ret_scheme)
{
	*ret_scheme = (struct color_scheme){
		.fill = color,
		.on_fill = text_on(color),
		.accent = readable(color, white, COLOR_DARK_SURFACE),
	};
}
