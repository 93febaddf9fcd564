<?php

namespace WpImage;

/** A file with {{names}} in it. */
final class Template
{
    /**
     * @param array<string, string|int> $values
     * @throws \LogicException for a name without value
     */
    public static function render(string $file, array $values): string
    {
        return preg_replace_callback('/\{\{(\w+)\}\}/', fn (array $found): string => (string) ($values[$found[1]]
            ?? throw new \LogicException("$file: no value for $found[1]")), file_get_contents($file));
    }
}
