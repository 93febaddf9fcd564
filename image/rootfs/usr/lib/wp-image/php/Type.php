<?php

namespace WpImage;

/** What a setting's value may be: how a text becomes a value, or is refused with the words that say what is allowed. */
final readonly class Type
{
    /** @param \Closure(string): mixed $parse gives the value, or throws Problem */
    private function __construct(private \Closure $parse)
    {
    }

    /**
     * @param string|array<string, mixed> $type a name, or a kind with what belongs to it, as in settings.json
     * @param array<string, string> $allowed what is allowed, in words, by the type's name
     */
    public static function from(string|array $type, array $allowed): self
    {
        if (is_string($type)) {
            return self::{$type}($allowed[$type]);
        }

        return match (array_key_first($type)) {
            'integer' => self::integer(...$type['integer']),
            'oneOf' => self::oneOf(...$type['oneOf']),
            'size' => self::size(...$type['size']),
            'pattern' => self::pattern($type['pattern'], $type['allowed']),
        };
    }

    /** @throws Problem */
    public function parse(string $text): mixed
    {
        return ($this->parse)($text);
    }

    private static function text(): self
    {
        return new self(fn (string $text): string => $text);
    }

    private static function integer(int $min, int $max): self
    {
        $allowed = "a whole number from $min to $max";

        return new self(function (string $text) use ($min, $max, $allowed): int {
            $number = filter_var($text, FILTER_VALIDATE_INT);

            return $number === false || $number < $min || $number > $max ? throw new Problem($allowed) : $number;
        });
    }

    private static function flag(string $allowed): self
    {
        $words = ['on' => true, 'true' => true, 'yes' => true, '1' => true, 'off' => false, 'false' => false, 'no' => false, '0' => false];

        return new self(fn (string $text): bool => $words[strtolower($text)] ?? throw new Problem($allowed));
    }

    private static function oneOf(string ...$words): self
    {
        $allowed = implode(', ', array_slice($words, 0, -1)) . ' or ' . $words[count($words) - 1];

        return new self(fn (string $text): string => in_array(strtolower($text), $words, true)
            ? strtolower($text) : throw new Problem($allowed));
    }

    /** Bytes, from a number with K, M or G. */
    private static function size(int $minBytes, int $maxBytes): self
    {
        $allowed = sprintf('a size from %dM to %dM, such as 64M', $minBytes >> 20, $maxBytes >> 20);

        return new self(function (string $text) use ($minBytes, $maxBytes, $allowed): int {
            if (!preg_match('/^(\d{1,9})([KMG]?)$/iD', $text, $part)) {
                throw new Problem($allowed);
            }
            $bytes = $part[1] * ['' => 1, 'K' => 1 << 10, 'M' => 1 << 20, 'G' => 1 << 30][strtoupper($part[2])];

            return $bytes < $minBytes || $bytes > $maxBytes ? throw new Problem($allowed) : $bytes;
        });
    }

    private static function pattern(string $regex, string $allowed): self
    {
        return new self(fn (string $text): string => preg_match($regex, $text) ? $text : throw new Problem($allowed));
    }

    /** An http or https address without query; a closing slash is cut. */
    private static function url(string $allowed): self
    {
        return self::address($allowed, '(/[^?#\s"\';{}\\\\]*)?');
    }

    /** An http or https address of a host: nginx serves a site at the root of its address. */
    private static function hostUrl(string $allowed): self
    {
        return self::address($allowed, '/?');
    }

    private static function address(string $allowed, string $path): self
    {
        return new self(fn (string $text): string => preg_match("~^https?://[a-z0-9.-]+(:\d{1,5})?$path$~iD", $text)
            ? rtrim($text, '/') : throw new Problem($allowed));
    }

    /** A login that WordPress takes as it is: it strips other characters, and its column has 60. */
    private static function login(string $allowed): self
    {
        return self::pattern('/^(?! )[A-Za-z0-9 _.@-]{1,60}(?<! )$/D', $allowed);
    }

    private static function email(string $allowed): self
    {
        return new self(fn (string $text): string => preg_match('/^[^@\s<>]+@[^@\s<>]+$/D', $text) ? $text : throw new Problem($allowed));
    }

    /** Networks in CIDR notation, or single addresses. */
    private static function networks(string $allowed): self
    {
        return self::listOf($allowed, function (string $item): bool {
            [$address, $bits] = explode('/', $item, 2) + [1 => null];
            $isV6 = filter_var($address, FILTER_VALIDATE_IP, FILTER_FLAG_IPV6) !== false;

            return filter_var($address, FILTER_VALIDATE_IP) !== false
                && ($bits === null || (preg_match('/^\d{1,3}$/D', $bits) && (int) $bits <= ($isV6 ? 128 : 32)));
        });
    }

    /** Host names without port, perhaps with a first part of `*`. */
    private static function hosts(string $allowed): self
    {
        return self::listOf(
            $allowed,
            fn (string $item): bool => (bool) preg_match('/^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/iD', $item),
        );
    }

    /** Paths of the site, in which `*` stands for anything. */
    private static function paths(string $allowed): self
    {
        return self::listOf($allowed, fn (string $item): bool => (bool) preg_match('~^/[A-Za-z0-9/._%*-]*$~D', $item));
    }

    /** Names of cookies, in which `*` stands for anything. */
    private static function cookies(string $allowed): self
    {
        return self::listOf($allowed, fn (string $item): bool => (bool) preg_match('~^[A-Za-z0-9._*-]+$~D', $item));
    }

    /** @param callable(string): bool $isItem */
    private static function listOf(string $allowed, callable $isItem): self
    {
        return new self(function (string $text) use ($allowed, $isItem): array {
            $items = preg_split('/[\s,]+/', $text, flags: PREG_SPLIT_NO_EMPTY);

            return $items !== [] && array_filter($items, $isItem) === $items ? $items : throw new Problem($allowed);
        });
    }

    /** host, host:port, [IPv6]:port, or host:/path/of/socket: what WordPress takes. */
    private static function databaseHost(string $allowed): self
    {
        return self::pattern(
            '~^(?:[a-z0-9._-]+(?::\d{1,5})?(?::/[^\s:]+)?|\[[0-9a-f:.]+\](?::\d{1,5})?|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f.]*|:?/[^\s:]+)$~iD',
            $allowed,
        );
    }

    /** Certificates as PEM text, or the path of a file with them. */
    private static function certificates(string $allowed): self
    {
        return new self(function (string $text) use ($allowed): string {
            $pem = str_starts_with($text, '/') ? (is_file($text) ? @file_get_contents($text) : '') : $text;

            return str_contains((string) $pem, '-----BEGIN CERTIFICATE-----') ? $text : throw new Problem($allowed);
        });
    }

    /** PHP statements that PHP can parse. */
    private static function php(string $allowed): self
    {
        return new self(function (string $text) use ($allowed): string {
            try {
                $tokens = token_get_all("<?php $text", TOKEN_PARSE);
            } catch (\ParseError) {
                throw new Problem($allowed);
            }
            // Commands would work with other tables than pages.
            if (in_array('$table_prefix', array_map(fn (mixed $token): mixed => is_array($token) ? $token[1] : $token, $tokens), true)) {
                throw new Problem($allowed);
            }

            return $text;
        });
    }
}
