<?php

namespace WpImage;

/** A named pipe that services write lines to. It is held open for writing too, so that they may come and go. */
final class LogPipe
{
    /** Bytes of a line without an end. */
    private const LONGEST_REST = 1 << 16;

    /** @var resource */
    public readonly mixed $stream;

    private string $rest = '';

    /** The trace of a slow request, which has many lines. */
    private ?string $trace = null;

    /** @param string $service whose lines these are when they do not say so themselves */
    public function __construct(string $path, private readonly string $service)
    {
        $this->stream = fopen($path, 'r+');
        stream_set_blocking($this->stream, false);
        stream_set_read_buffer($this->stream, 0);
    }

    /** @return list<string> lines of JSON for what has arrived */
    public function read(): array
    {
        $new = (string) stream_get_contents($this->stream, 1 << 20);
        $lines = explode("\n", $this->rest . $new);
        $this->rest = strlen(end($lines)) < self::LONGEST_REST ? array_pop($lines) : '';
        $messages = $new === '' ? $this->endOfTrace() : [];
        foreach (array_filter($lines, fn (string $line): bool => trim($line) !== '') as $line) {
            if ($this->trace !== null && preg_match('/^(?:script_filename = |\[0x)/', $line)) {
                $this->trace .= "\n$line";
                continue;
            }
            array_push($messages, ...$this->endOfTrace());
            if (LogMessage::beginsTrace($line)) {
                $this->trace = $line;
            } else {
                $messages[] = LogMessage::fromService($line, $this->service);
            }
        }
        return $messages;
    }

    /** @return list<string> what is left when no more will come */
    public function rest(): array
    {
        $messages = $this->endOfTrace();
        if ($this->rest !== '') {
            $messages[] = LogMessage::fromService($this->rest, $this->service);
            $this->rest = '';
        }
        return $messages;
    }

    /** @return list<string> */
    private function endOfTrace(): array
    {
        $trace = $this->trace;
        $this->trace = null;
        return $trace === null ? [] : [LogMessage::fromService($trace, $this->service)];
    }
}
