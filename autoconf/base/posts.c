/* SPDX-License-Identifier: Apache-2.0 */
/* The queue of posted work; its lock is never held while work runs. */
#include "base/posts.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

struct post {
	loop_callback callback;
	void *userdata;
	struct post *next;
};

void posts_init(struct posts *posts)
{
	(void)pthread_mutex_init(&posts->lock, NULL);
	posts->first = NULL;
	posts->end = &posts->first;
}

int posts_add(struct posts *posts, loop_callback callback, void *userdata)
{
	struct post *post = malloc(sizeof(*post));
	bool first;

	if (!post)
		return -ENOMEM;

	*post = (struct post){.callback = callback, .userdata = userdata};
	(void)pthread_mutex_lock(&posts->lock);
	first = !posts->first;
	*posts->end = post;
	posts->end = &post->next;
	(void)pthread_mutex_unlock(&posts->lock);
	return first ? POSTS_FIRST : 0;
}

static struct post *take_all(struct posts *posts)
{
	struct post *first;

	(void)pthread_mutex_lock(&posts->lock);
	first = posts->first;
	posts->first = NULL;
	posts->end = &posts->first;
	(void)pthread_mutex_unlock(&posts->lock);
	return first;
}

bool posts_run(struct posts *posts)
{
	struct post *post = take_all(posts);
	bool any = post;

	while (post) {
		struct post *next = post->next;

		post->callback(post->userdata);
		free(post);
		post = next;
	}

	return any;
}

void posts_clear(struct posts *posts)
{
	assert(!posts->first);
	(void)pthread_mutex_destroy(&posts->lock);
}
