/** What a visitor reads while WordPress does not answer: one file, nothing loaded from elsewhere, light or dark. */
export function unavailablePage(siteTitle: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(siteTitle)}: back soon</title>
<style>
:root { color-scheme: light dark; }
body { max-width: 34rem; margin: 20vh auto 0; padding: 0 1.5rem; font: 1.125rem/1.6 system-ui, sans-serif; }
</style>
</head>
<body>
<main>
<h1>Back soon</h1>
<p>${escaped(siteTitle)} does not answer at the moment. Please try again in a minute.</p>
</main>
</body>
</html>
`;
}

/** HTML, and no `\${` that Terraform would read as its own. */
function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    $: "&#36;",
    "%": "&#37;",
  };
  return text.replace(/[&<>"$%]/g, (character) => entities[character] ?? character);
}
