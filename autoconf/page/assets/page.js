// SPDX-License-Identifier: Apache-2.0
// Buttons that copy a value. Without this file the page lacks them and nothing else.
"use strict";
(() => {
	const words = document.body.dataset;
	const said = document.createElement("p");

	const select = (value) => getSelection().selectAllChildren(value);

	// The clipboard is there on https only; the older way works on every page.
	const copy = async (value) => {
		try {
			await navigator.clipboard.writeText(value.textContent);
			return true;
		} catch {
			select(value);
			return document.execCommand("copy");
		}
	};

	const press = async (button, value) => {
		if (!await copy(value))
			return;
		said.textContent = words.copied;
		button.textContent = words.copied;
		setTimeout(() => {
			said.textContent = "";
			button.textContent = words.copy;
		}, 2000);
	};

	for (const value of document.querySelectorAll("dd > code")) {
		const name = value.closest("div").querySelector("dt").textContent;
		const button = document.createElement("button");

		button.type = "button";
		button.className = "copy";
		button.textContent = words.copy;
		button.setAttribute("aria-label", `${words.copy}: ${name}`);
		button.addEventListener("click", () => press(button, value));
		value.after(button);
	}

	said.className = "said";
	said.setAttribute("role", "status");
	document.body.append(said);
})();
