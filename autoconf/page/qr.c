/* SPDX-License-Identifier: Apache-2.0 */
/* QR codes: one path of horizontal lines, which is a third of the size of squares. */
#include "page/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "page/html.h"

#define QUIET 4 /* modules of white around it (section 6.3.8) */

static void QRcode_freep(QRcode **code)
{
	QRcode_free(*code);
}

bool qr_fits(const char *text)
{
	return strlen(text) <= QR_TEXT_MAX;
}

static bool is_dark(const QRcode *code, int x, int y)
{
	return x < code->width && (code->data[y * code->width + x] & 1);
}

/* The dark modules of a row, each run a line: "m2 0h3". */
static void write_row(struct html *html, const QRcode *code, int y)
{
	int pen = 0;

	writer_printf(&html->writer, "M%d %d.5", QUIET, y + QUIET);
	for (int x = 0; x < code->width;) {
		int start = x;

		while (is_dark(code, x, y))
			x++;
		if (x > start) {
			if (start > pen)
				writer_printf(&html->writer, "m%d 0", start - pen);
			writer_printf(&html->writer, "h%d", x - start);
			pen = x;
		} else {
			x++;
		}
	}
}

static void write_picture(struct html *html, const QRcode *code, const char *label)
{
	char box[32];

	(void)snprintf(box, sizeof(box), "0 0 %d %d", code->width + 2 * QUIET,
		       code->width + 2 * QUIET);
	html_begin_line(html, "svg", "class", "qr", "viewBox", box, "role", "img", "aria-label",
			label, NULL);
	html_literal(html, "<path fill=\"#fff\" d=\"M0 0h200v200H0z\"/>"
			   "<path stroke=\"#000\" shape-rendering=\"crispEdges\" d=\"");
	for (int y = 0; y < code->width; y++)
		write_row(html, code, y);
	html_literal(html, "\"/>");
	html_end_line(html);
}

void qr_write(struct html *html, const char *text, const char *label)
{
	_cleanup_(QRcode_freep) QRcode *code = NULL;

	code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
	if (!code) {
		writer_fail(&html->writer, -errno);
		return;
	}

	write_picture(html, code, label);
}
