/* SPDX-License-Identifier: Apache-2.0 */
/* A scene on a real PostgreSQL (with_postgresql.py): fresh tables with the common seed. */
#pragma once

#include "fixture.h"

struct loop;

extern const char *socket_url, *tcp_url; /* of the superuser `test` */

struct scene {
	char *folder;
	struct settings settings;
	struct loop *loop;
	struct directory *directory;
	struct keeper *keeper;
};

int scene_open(void **state);
int scene_close(void **state);
/* The directory anew, after a change of the settings. */
void scene_renew(struct scene *scene);

/* The arguments that with_postgresql.py gives; false when they are not there. */
bool scene_arguments(int argc, char **argv);
