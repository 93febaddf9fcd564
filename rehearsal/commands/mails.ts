import { Failure } from "../../cli/outcome";
import type { CaughtMail } from "../effects/mails/caught-mail";

export interface MailsOptions {
  /** Place of one mail in the list, from 1. @default - all are listed */
  readonly number?: number;
  readonly html: boolean;
  readonly json: boolean;
}

/** The options as the argument of a command of the running start, and back. */
export const written = ({ number, html, json }: MailsOptions): string =>
  [number ?? "all", html ? "html" : "text", json ? "json" : "plain"].join(",");

export function readOptions(argument: string): MailsOptions {
  const [number = "", form, kind] = argument.split(",");
  return { number: number === "all" ? undefined : Number(number), html: form === "html", json: kind === "json" };
}

/** What is shown of the mails that were caught. @throws {Failure} when there is no mail of that number */
export function shown(mails: readonly CaughtMail[], { number, html, json }: MailsOptions): string {
  if (number === undefined) {
    if (json) return JSON.stringify(mails, undefined, 2);
    return mails.length === 0 ? "no mail was sent yet" : mails.map(row).join("\n");
  }
  const mail = mails[number - 1];
  if (mail === undefined) {
    throw new Failure(
      `no mail ${number}: ${mails.length === 0 ? "none was sent yet" : `there are 1 to ${mails.length}`}`,
    );
  }
  if (json) return JSON.stringify(mail, undefined, 2);
  if (html) return mail.html === "" ? mail.text : mail.html;
  return [
    `From: ${mail.from}`,
    ...addressed(mail, ["Reply-To", "To", "Cc", "Bcc"]).map(({ field, addresses }) => `${field}: ${addresses}`),
    `Subject: ${mail.subject}`,
    `Date: ${mail.date}`,
    `Way: ${mail.way === "ses" ? "SES" : "SMTP"}`,
    ...mail.headers.filter(isOfPlugin).map(({ name, value }) => `${name}: ${value}`),
    `Content: ${content(mail)}${mail.html === "" ? "" : "; --html shows the HTML"}`,
    ...mail.attachments.map(
      ({ name, type, bytes, inline }) => `${inline ? "Inline" : "Attached"}: ${name} (${type}, ${bytes} bytes)`,
    ),
    "",
    mail.text === "" ? mail.html : mail.text,
  ].join("\n");
}

const ADDRESSES = { "Reply-To": "replyTo", To: "to", Cc: "cc", Bcc: "bcc" } as const;

/** Those of the fields that the mail has. */
const addressed = (mail: CaughtMail, fields: readonly (keyof typeof ADDRESSES)[]) =>
  fields
    .map((field) => ({ field, addresses: mail[ADDRESSES[field]].join(", ") }))
    .filter(({ addresses }) => addresses !== "");

function content({ text, html }: CaughtMail): string {
  const forms = [...(text === "" ? [] : ["text"]), ...(html === "" ? [] : ["HTML"])];
  return forms.length === 0 ? "nothing" : forms.join(" and ");
}

/** What plugins add to a mail, such as X-Order or List-Unsubscribe; PHPMailer adds X-Mailer to each. */
const isOfPlugin = ({ name }: CaughtMail["headers"][number]): boolean =>
  /^(x-|list-)/i.test(name) && !/^x-mailer$/i.test(name);

/** A line of the list: number, time, readers, subject, and what is not in every mail. */
function row(mail: CaughtMail, place: number): string {
  const more = [
    ...addressed(mail, ["Reply-To", "Cc", "Bcc"]).map(({ field, addresses }) => `${field} ${addresses}`),
    ...(mail.html === "" ? [] : [content(mail)]),
    ...(mail.attachments.length === 0 ? [] : [`attached ${mail.attachments.map(({ name }) => name).join(", ")}`]),
  ];
  const line = `${place + 1}  ${mail.date}  ${mail.to.join(", ")}  ${mail.subject}`;
  return more.length === 0 ? line : `${line}  [${more.join("; ")}]`;
}
