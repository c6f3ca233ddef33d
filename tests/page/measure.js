// SPDX-License-Identifier: Apache-2.0
// What is measured of a page as it is drawn.
"use strict";

const values = () => Object.fromEntries([...document.querySelectorAll(".services section")].map((section) => [
	section.querySelector("h4").textContent,
	Object.fromEntries([...section.querySelectorAll("dl > div")].map((row) => [
		row.querySelector("dt").textContent, (row.querySelector("code") ?? row.querySelector("dd")).textContent])),
]));

// [red, green, blue, opacity] of a computed colour: rgb(), rgba() or color(srgb …)
const channels = (color) => {
	const numbers = color.match(/[\d.]+(?:e-\d+)?/g).map(Number);
	const scale = color.startsWith("color(") ? 255 : 1;
	return [...numbers.slice(0, 3).map((number) => number * scale), numbers[3] ?? 1];
};

const over = (front, back) => {
	const [opacity] = front.slice(3);
	return [0, 1, 2].map((i) => front[i] * opacity + back[i] * (1 - opacity)).concat(1);
};

// The colour behind an element: the canvas' under all of them.
const ground = (element) => {
	const layers = [];
	for (let at = element; at; at = at.parentElement)
		layers.push(channels(getComputedStyle(at).backgroundColor));
	const canvas = matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18, 1] : [255, 255, 255, 1];
	return layers.reduceRight((back, front) => over(front, back), canvas);
};

const luminance = (color) => {
	const [red, green, blue] = color.map((part) => part / 255).map((part) => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
	return .2126 * red + .7152 * green + .0722 * blue;
};

const ratio = (one, other) => {
	const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
	return (light + .05) / (dark + .05);
};

const isSeen = (element) => element.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !element.closest(".said") &&
	element.getClientRects().length > 0;

const areShown = (selector) => [...document.querySelectorAll(selector)].some(isSeen);

const isShown = (selector) => isSeen(document.querySelector(selector));

const shown = (selector) => [...document.querySelectorAll(selector)].filter(isSeen);

// Elements that hold words of their own.
const texts = () => shown("body *").filter((element) => (element instanceof HTMLElement) &&
	([...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()) || (element.value && element.type !== "hidden")));

// Texts whose contrast is too little (WCAG 2.2, 1.4.3), with what it is.
const pale = () => texts().map((element) => {
	const style = getComputedStyle(element), size = parseFloat(style.fontSize), back = ground(element);
	const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
	return [element, ratio(over(channels(style.color), back), back), isLarge ? 3 : 4.5];
}).filter(([, has, needs]) => has < needs).map(([element, has]) => `${element.tagName} ${element.textContent.trim().slice(0, 30)}: ${has.toFixed(2)}`);

const ratioOf = (selector) => {
	const element = document.querySelector(selector), back = ground(element);
	return ratio(over(channels(getComputedStyle(element).color), back), back);
};

// Contrast of the line around an element with what is outside of it (1.4.11).
const edge = (selector) => {
	const element = document.querySelector(selector);
	return ratio(channels(getComputedStyle(element).borderTopColor), ground(element.parentElement));
};

// Targets under 24 pixels (2.5.8); links in a sentence are excepted there.
const small = () => shown("a, button, input, summary, [tabindex='0']").filter((element) => {
	const inSentence = getComputedStyle(element).display === "inline" && element.closest("p, li, dd") && element.parentElement.textContent.trim() !== element.textContent.trim();
	const {width, height} = element.getBoundingClientRect();
	return !inSentence && (width < 24 || height < 24);
}).map((element) => `${element.tagName} ${element.textContent.trim()}`);

// How far the page can be moved sideways, and what sticks out.
const wide = () => {
	const width = document.documentElement.clientWidth;
	const out = shown("body *:not(svg *)").filter((element) => element.getBoundingClientRect().right > width + .5 || element.getBoundingClientRect().left < -.5);
	return [document.documentElement.scrollWidth - width, out.map((element) => element.outerHTML.slice(0, 80))];
};

// Texts that their own box cuts off.
const cut = () => texts().filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== "visible")
	.map((element) => element.outerHTML.slice(0, 80));

// The ring of the element that has the focus: its width, and its contrast with the ground.
const ring = () => {
	const element = document.activeElement, style = getComputedStyle(element);
	return [element.tagName, element.textContent.trim().slice(0, 40), style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
		ratio(over(channels(style.outlineColor), [255, 255, 255, 1]), ground(element.parentElement))];
};

// Fields, buttons, links and pictures without a name.
const nameless = () => shown("input, button, a, svg, img, nav, summary").filter((element) => !(
	element.labels?.length || element.textContent.trim() && element.tagName !== "NAV" && element.tagName !== "svg" || element.getAttribute("aria-label") || element.hasAttribute("alt")))
	.map((element) => element.outerHTML.slice(0, 80));

// Headings in their order: levels.
const levels = () => shown("h1, h2, h3, h4, h5, h6").map((heading) => Number(heading.tagName[1]));

const left = (selector) => shown(selector)[0].getBoundingClientRect().left;

// Elements that move or fade.
const moving = () => [document.documentElement, ...document.querySelectorAll("body *")].filter((element) => {
	const style = getComputedStyle(element);
	return style.scrollBehavior === "smooth" || parseFloat(style.animationDuration) > 0 || parseFloat(style.transitionDuration) > 0;
}).map((element) => element.tagName);

const box = (selector) => {
	const {left, right, top, bottom, width, height} = shown(selector)[0].getBoundingClientRect();
	return {left, right, top, bottom, width, height};
};
