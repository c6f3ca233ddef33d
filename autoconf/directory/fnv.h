/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FNV-1a, 64 bits: for tables, and to tell a change or a damaged file.  Nothing against an
 * attacker.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define FNV_BASIS UINT64_C(0xcbf29ce484222325)

/* hash: FNV_BASIS, or what came before. */
static inline uint64_t fnv_add(uint64_t hash, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);

	return hash;
}
