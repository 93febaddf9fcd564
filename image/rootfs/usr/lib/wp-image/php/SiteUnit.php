<?php

namespace WpImage;

/** A theme, a plugin or a file that the project's site/ brings, and the list of its files by which a copy of it is known. */
final readonly class SiteUnit
{
    /** @param string $path below wp-content, such as plugins/shop */
    public function __construct(public string $path)
    {
    }

    /** @return string one line for each file below a directory, or for a file alone: its hash, a space and its path */
    public static function listOf(string $directory): string
    {
        $lines = [];
        foreach (self::filesBelow($directory) as $file) {
            $lines[] = hash_file('sha256', "$directory$file") . " $file";
        }

        return implode("\n", $lines) . "\n";
    }

    /** @return list<string> paths with a leading slash, sorted; an empty path for a file alone */
    public static function filesBelow(string $directory): array
    {
        if (!is_dir($directory)) {
            return is_file($directory) ? [''] : [];
        }
        $files = [];
        $all = new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($directory, \FilesystemIterator::SKIP_DOTS));
        foreach ($all as $file) {
            $files[] = substr($file->getPathname(), strlen($directory));
        }
        sort($files, SORT_STRING);

        return $files;
    }

    /** @return array<string, string> hash by path */
    public static function parse(string $list): array
    {
        $hashes = [];
        foreach (explode("\n", trim($list)) as $line) {
            [$hash, $file] = explode(' ', "$line ", 2);
            $hashes[rtrim($file)] = $hash;
        }

        return $hashes;
    }

    /** Whether every file of the list is at the place with that content; others may be there too. */
    public static function holds(string $place, string $list): bool
    {
        foreach (self::parse($list) as $file => $hash) {
            if (!is_file("$place$file") || hash_file('sha256', "$place$file") !== $hash) {
                return false;
            }
        }

        return true;
    }

    /** Name of the file that keeps the list. */
    public function listName(): string
    {
        return rawurlencode($this->path);
    }
}
