/* SPDX-License-Identifier: Apache-2.0 */
/* What people see: one row a page, made of a request as a browser sends it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "page.h"
#include "page/site.h"
#include "provider.h"

struct document;
struct domain;

struct scene {
	const char *name;            /* golden/<name>.html, and golden/<name>.<language>.html */
	const char *body;            /* NULL: GET */
	const char *host;            /* NULL: mail.example.com */
	const struct domain *domain; /* that is served; NULL: none */
	const struct page_offer *offer;
	const char *display_name; /* of somebody with a link */
	const char *const *addresses;
	size_t n_addresses;
	bool is_personal;
	bool is_error;
	enum page_error error;
	bool in_all_languages;
	int refusal;
};

extern const struct scene scenes[];
extern const size_t n_scenes;

/* A page of a scene.  catalogue NULL: the program's own words. */
int scene_render(const struct scene *scene, const char *language, const struct catalogue *catalogue,
		 struct document *ret_document);

/* The scene of this name: there is one. */
const struct scene *scene_named(const char *name);
