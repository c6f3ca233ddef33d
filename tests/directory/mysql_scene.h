/* SPDX-License-Identifier: Apache-2.0 */
/* A scene on a real MariaDB (with_mariadb.py): fresh tables with the common seed. */
#pragma once

#include "fixture.h"

struct loop;

extern const char *socket_url, *tcp_url; /* of the superuser `test`; tcp_url by name */
extern const char *server_folder;        /* where the authorities' certificates are */

struct scene {
	char *folder;
	struct settings settings;
	struct loop *loop;
	struct directory *directory;
	struct keeper *keeper;
};

/* A new empty database `test` and nobody else's connections. */
void scene_empty(void);

int scene_open(void **state);
int scene_close(void **state);
/* The directory anew, after a change of the settings. */
void scene_renew(struct scene *scene);

/* tcp_url's port. */
unsigned int scene_port(void);

/* The arguments that with_mariadb.py gives; false when they are not there. */
bool scene_arguments(int argc, char **argv);
