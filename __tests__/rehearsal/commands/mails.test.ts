import { expect, test } from "vitest";
import { readOptions, shown, written } from "../../../rehearsal/commands/mails";
import type { CaughtMail } from "../../../rehearsal/effects/mails/caught-mail";

const MAIL: CaughtMail = {
  ...{
    way: "ses",
    recipients: ["a@example.com", "b@example.com"],
    from: "Site <shop@example.com>",
    to: "a@example.com",
  },
  ...{ subject: "Password", date: "2026-11-26T23:00:00.000Z", text: "A line", html: "<p>A line</p>", attachments: [] },
};
const plain = { html: false, json: false };

test("all mails are listed by number, time, reader and subject", () => {
  expect(shown([MAIL, { ...MAIL, subject: "Order" }], plain)).toBe(
    "1  2026-11-26T23:00:00.000Z  a@example.com  Password\n2  2026-11-26T23:00:00.000Z  a@example.com  Order",
  );
  expect(shown([], plain)).toBe("no mail was sent yet");
});

test("one mail is shown with its text, or its HTML, or as JSON", () => {
  expect(shown([MAIL], { ...plain, number: 1 })).toContain(
    "Recipients: a@example.com, b@example.com\nSubject: Password\n",
  );
  expect(shown([MAIL], { ...plain, number: 1 })).toMatch(/\n\nA line$/);
  expect(shown([MAIL], { ...plain, html: true, number: 1 })).toBe("<p>A line</p>");
  expect(JSON.parse(shown([MAIL], { ...plain, json: true, number: 1 }))).toEqual(MAIL);
  expect(JSON.parse(shown([MAIL], { ...plain, json: true }))).toEqual([MAIL]);
});

test("a number that is none says which there are", () => {
  expect(() => shown([MAIL], { ...plain, number: 2 })).toThrow("no mail 2: there are 1 to 1");
  expect(() => shown([], { ...plain, number: 1 })).toThrow("no mail 1: none was sent yet");
});

test("the options arrive at the running start as they were given", () => {
  for (const options of [plain, { number: 3, html: true, json: false }, { number: 12, html: false, json: true }]) {
    expect(readOptions(written(options))).toEqual(options);
  }
});
