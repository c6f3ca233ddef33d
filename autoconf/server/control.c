/* SPDX-License-Identifier: Apache-2.0 */
/* Messages with descriptors (unix(7), SCM_RIGHTS). */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/control.h"

union control_buffer {
	struct cmsghdr header; /* for its alignment */
	char bytes[CMSG_SPACE(CONTROL_FDS_MAX * sizeof(int))];
};

int control_send(int fd, enum control_message message, const int *fds, size_t n_fds)
{
	unsigned char byte = (unsigned char)message;
	struct iovec part = {.iov_base = &byte, .iov_len = 1};
	struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
	union control_buffer buffer = {0};
	struct cmsghdr *rights;

	if (n_fds > CONTROL_FDS_MAX)
		return -EINVAL;

	if (n_fds) {
		header.msg_control = buffer.bytes;
		header.msg_controllen = CMSG_SPACE(n_fds * sizeof(int));
		rights = CMSG_FIRSTHDR(&header);
		rights->cmsg_level = SOL_SOCKET;
		rights->cmsg_type = SCM_RIGHTS;
		rights->cmsg_len = CMSG_LEN(n_fds * sizeof(int));
		memcpy(CMSG_DATA(rights), fds, n_fds * sizeof(int));
	}

	return sendmsg(fd, &header, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

static void control_take_fds(struct control *control, struct msghdr *header)
{
	struct cmsghdr *rights = CMSG_FIRSTHDR(header);

	if (!rights || rights->cmsg_level != SOL_SOCKET || rights->cmsg_type != SCM_RIGHTS)
		return;

	control->n_fds = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	memcpy(control->fds, CMSG_DATA(rights), control->n_fds * sizeof(int));
}

int control_receive(int fd, struct control *ret_control)
{
	unsigned char byte = 0;
	struct iovec part = {.iov_base = &byte, .iov_len = 1};
	union control_buffer buffer = {0};
	struct msghdr header = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = buffer.bytes,
		.msg_controllen = sizeof(buffer.bytes),
	};
	ssize_t n;

	*ret_control = (struct control){0};
	n = recvmsg(fd, &header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	if (n < 0)
		return errno == EWOULDBLOCK ? -EAGAIN : -errno;
	if (!n)
		return -EPIPE;

	control_take_fds(ret_control, &header);
	ret_control->message = (enum control_message)byte;

	return 0;
}

void control_clear(struct control *control)
{
	for (size_t i = 0; i < control->n_fds; i++)
		if (control->fds[i] >= 0)
			(void)close(control->fds[i]);

	control->n_fds = 0;
}
