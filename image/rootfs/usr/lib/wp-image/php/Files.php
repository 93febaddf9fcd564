<?php

namespace WpImage;

/** Writes what the services and WordPress read, into a directory in memory or on a volume. */
final readonly class Files
{
    public function __construct(private string $directory, private bool $isRoot)
    {
    }

    /** A file that only this user and, when that is root, www-data may read. */
    public function writeSecret(string $name, string $contents): void
    {
        $this->write($name, $contents, $this->isRoot ? 0640 : 0600);
    }

    public function write(string $name, string $contents, int $mode = 0644): void
    {
        $file = "$this->directory/$name";
        $before = umask(0077);
        file_put_contents("$file.new", $contents);
        umask($before);
        if ($this->isRoot) {
            chgrp("$file.new", 'www-data');
        }
        chmod("$file.new", $mode);
        rename("$file.new", $file);
    }

    /** A directory that belongs to www-data, or to this user when it is not root. */
    public function directory(string $path, int $mode): void
    {
        if (!is_dir($path)) {
            mkdir($path, $mode, true);
        }
        if ($this->isRoot) {
            chown($path, 'www-data');
            chgrp($path, 'www-data');
        }
        @chmod($path, $mode);
    }
}
