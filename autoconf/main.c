/* SPDX-License-Identifier: Apache-2.0 */
/* The one way in: everything else is in the rooms. */
int main(void)
{
	return 0;
}
