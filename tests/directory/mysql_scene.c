/* SPDX-License-Identifier: Apache-2.0 */
/* A scene on a real MariaDB. */
#include "mysql_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/loop.h"
#include "cleanup.h"
#include "semantics.h"

const char *socket_url, *tcp_url, *server_folder;

void scene_renew(struct scene *scene)
{
	_cleanup_(freep) char *message = NULL;

	directory_free(scene->directory);
	if (directory_new(&scene->settings, scene->loop, &scene->directory, &message))
		fail_msg("directory_new: %s", message);
}

void scene_empty(void)
{
	fixture_execute(socket_url, "DROP DATABASE test; CREATE DATABASE test CHARACTER SET "
				    "utf8mb4; FLUSH PRIVILEGES");
}

int scene_open(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	scene->folder = fixture_folder();
	scene->settings = fixture_settings(socket_url);
	scene->settings.directory.refresh = 3600000;
	scene_empty();
	semantics_seed(socket_url);
	assert_int_equal(loop_new(&scene->loop), 0);
	*state = scene;
	return 0;
}

int scene_close(void **state)
{
	struct scene *scene = *state;

	directory_free(scene->directory);
	keeper_free(scene->keeper);
	loop_free(scene->loop);
	fixture_folder_remove(scene->folder);
	free(scene);
	return 0;
}

unsigned int scene_port(void)
{
	return (unsigned int)strtoul(strrchr(tcp_url, ':') + 1, NULL, 10);
}

bool scene_arguments(int argc, char **argv)
{
	if (argc != 4)
		return false;

	socket_url = argv[1];
	tcp_url = argv[2];
	server_folder = argv[3];
	return true;
}
