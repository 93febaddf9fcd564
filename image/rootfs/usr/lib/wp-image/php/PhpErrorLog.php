<?php

namespace WpImage;

/**
 * The file that PHP appends its messages to. PHP writes a message with all its lines in one call, and never waits for a
 * reader here. The file goes when it is long and read; PHP opens it for each message.
 */
final class PhpErrorLog
{
    private const LONG = 1 << 20;

    private const BEGINNING = '/^\[\d\d-\w{3}-\d{4} \d\d:\d\d:\d\d(?: [\w\/+:-]+)?\] /m';

    /** @var resource|null */
    private mixed $file = null;

    /** Bytes that were handed on; kept in a file for the reader after this one. */
    private int $done;

    /** Bytes beyond them at the last look. */
    private int $seen = 0;

    public function __construct(private readonly string $path)
    {
        $this->done = (int) @file_get_contents("$path.done");
    }

    /**
     * @param bool $isLast whether no more will come
     * @return list<string> lines of JSON
     */
    public function read(bool $isLast = false): array
    {
        $this->file ??= @fopen($this->path, 'r') ?: null;
        if ($this->file === null) {
            return [];
        }
        $text = (string) stream_get_contents($this->file, 4 * self::LONG, $this->done);
        $whole = $this->whole($text, $isLast);
        $this->seen = strlen($text) - strlen($whole);
        if ($whole !== '') {
            $this->done += strlen($whole);
            file_put_contents("{$this->path}.done", $this->done);
        } elseif ($text === '' && $this->done > self::LONG) {
            $this->startOver();
        }
        $messages = array_filter(preg_split(self::BEGINNING, $whole), fn (string $message): bool => trim($message) !== '');
        return array_values(array_map(fn (string $message): string => LogMessage::fromPhp(rtrim($message, "\n")), $messages));
    }

    /** A message is whole when another one has begun after it, or when nothing has followed since the last look. */
    private function whole(string $text, bool $isLast): string
    {
        if ($isLast || strlen($text) === $this->seen || strlen($text) === 4 * self::LONG) {
            return $text;
        }
        preg_match_all(self::BEGINNING, $text, $beginnings, PREG_OFFSET_CAPTURE);
        return substr($text, 0, end($beginnings[0])[1] ?? 0);
    }

    private function startOver(): void
    {
        rename($this->path, "{$this->path}.old");
        // Who had opened the file before writes to the old one still.
        usleep(100_000);
        $late = stream_get_contents($this->file, null, $this->done);
        fclose($this->file);
        unlink("{$this->path}.old");
        [$this->file, $this->done, $this->seen] = [null, 0, 0];
        @unlink("{$this->path}.done");
        if ($late !== '') {
            file_put_contents($this->path, $late, FILE_APPEND);
        }
    }
}
