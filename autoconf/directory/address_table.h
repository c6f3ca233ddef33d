/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uthash as it is used here: out of memory it leaves hh.tbl NULL instead of ending the process, and
 * clang takes its hash.
 */
#pragma once

#include "directory/fnv.h"

#define HASH_NONFATAL_OOM 1
#define HASH_FUNCTION(key, size, ret_hash)                                                         \
	do {                                                                                       \
		uint64_t _hash = fnv_add(FNV_BASIS, (key), (size));                                \
		(ret_hash) = (unsigned int)(_hash ^ _hash >> 32);                                  \
	} while (0)

#include <uthash.h>
#include <utlist.h>
