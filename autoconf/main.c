/* SPDX-License-Identifier: Apache-2.0 */
/* The one way in: everything else is in the rooms. */
#include "commands/command.h"

int main(int argc, char **argv)
{
	return command_main(argc, argv);
}
