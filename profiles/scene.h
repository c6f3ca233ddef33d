/* SPDX-License-Identifier: Apache-2.0 */
/* Which payloads a profile is made of, and why it is made without others. */
#pragma once

#include <stddef.h>

struct account;
struct document;
struct domain;
struct payload_scene;
struct profile_options;
struct profile_wish;
struct writer;

/* The operator's name in a language; the domain's where there is none. */
const char *scene_name(const struct domain *domain, const char *language);

/* Everything is borrowed. */
void scene_init(struct payload_scene *scene, const struct account *account,
		const struct profile_options *options, const struct profile_wish *wish,
		struct writer *reasons);
/* Fills the choices.  Returns 0 or PROFILE_E_NOT_EXPRESSIBLE, with a sentence in the reasons. */
int scene_choose(struct payload_scene *scene);

/*
 * profile.c: writes what has been chosen.  A choice that there was no room for loses its service.
 * Returns as profile_build.
 */
int scene_write(struct payload_scene *scene, struct document *ret_plist);
