# SPDX-License-Identifier: Apache-2.0
# What whole-service tests stand on: the real program, real proxies and databases, and HTTP to the byte.
