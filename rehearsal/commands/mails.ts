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
    `To: ${mail.to}`,
    `Recipients: ${mail.recipients.join(", ")}`,
    `Subject: ${mail.subject}`,
    `Date: ${mail.date}`,
    `Way: ${mail.way === "ses" ? "SES" : "SMTP"}`,
    ...(mail.attachments.length > 0 ? [`Attachments: ${mail.attachments.join(", ")}`] : []),
    "",
    mail.text === "" ? mail.html : mail.text,
  ].join("\n");
}

const row = ({ date, to, subject }: CaughtMail, place: number): string => `${place + 1}  ${date}  ${to}  ${subject}`;
