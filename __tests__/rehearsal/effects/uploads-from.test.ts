import { expect, test, vi } from "vitest";
import { main } from "../../../rehearsal/cli";
import { UploadsFrom } from "../../../rehearsal/effects/ecs/uploads-from";
import { LocalNotes } from "../../../rehearsal/effects/local-notes";

test("WordPress's containers hear where missing uploads are, and the end of the start says so; others hear nothing", () => {
  const notes = new LocalNotes();
  const uploads = new UploadsFrom("https://www.example.com", notes);
  const other = { Env: ["A=1"] };
  expect(uploads.extend(other)).toBe(other);
  expect(notes.all()).toEqual([]);
  expect(uploads.extend({ Env: ["WP_CONTENT_MODE=mutable"] }).Env).toEqual([
    "WP_CONTENT_MODE=mutable",
    "WP_UPLOADS_FROM=https://www.example.com",
  ]);
  expect(notes.all().join()).toContain("browsers are sent to https://www.example.com");
});

test.each([
  "http://www.example.com",
  "https://www.example.com/blog",
  "https://user@www.example.com",
  "https://www.example.com/?a",
  "https://[::1]",
  "www.example.com",
  "",
])("--uploads-from %j is refused before anything starts", async (address) => {
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  expect(await main(["start", "--uploads-from", address])).toBe(2);
  expect(said.mock.calls.join()).toContain("the address of a site by https, without a path");
  said.mockRestore();
});
