<?php

namespace WpImage;

/** Reads settings from the environment and collects what is wrong with them. */
final class Environment
{
    /** @var list<string> one line each, naming the setting and never its value */
    public array $problems = [];

    /** @param array<string, string> $variables */
    public function __construct(private readonly array $variables)
    {
    }

    /** The environment as the kernel keeps it: NAME=value, each closed by a NUL. */
    public static function fromProc(string $file): self
    {
        $variables = [];
        foreach (explode("\0", (string) file_get_contents($file)) as $line) {
            if (str_contains($line, '=')) {
                [$name, $value] = explode('=', $line, 2);
                $variables[$name] = $value;
            }
        }

        return new self($variables);
    }

    /** A variable that is no setting of ours. */
    public function variable(string $name): ?string
    {
        return $this->variables[$name] ?? null;
    }

    /**
     * A line for each variable that looks like a setting and is none.
     *
     * @param list<Setting> $settings
     * @return list<string>
     */
    public function unknown(array $settings): array
    {
        $known = self::names($settings);
        $lines = [];
        foreach (preg_grep('/^(WP|WORDPRESS|SMTP)_/', array_keys($this->others($settings))) as $variable) {
            $name = preg_replace('/_FILE$/D', '', $variable);
            $distances = array_combine($known, array_map(fn (string $one): int => levenshtein($name, $one), $known));
            asort($distances);
            $nearest = array_key_first($distances);
            $lines[] = "$variable is no setting of the image" . ($distances[$nearest] <= 4 ? "; did you mean $nearest?" : ': PHP finds it by getenv()');
        }

        return $lines;
    }

    /**
     * What WordPress and plugins may ask for by getenv(): variables that are no setting and not the system's.
     *
     * @param list<Setting> $settings
     * @return array<string, string>
     */
    public function others(array $settings): array
    {
        $known = self::names($settings);
        $isOther = fn (string $name): bool => preg_match('/^[A-Za-z][A-Za-z0-9_]*$/D', $name) === 1
            && !in_array(preg_replace('/_FILE$/D', '', $name), $known, true)
            && !preg_match(Contract::of('systemVariables'), $name);

        return array_filter($this->variables, $isOther, ARRAY_FILTER_USE_KEY);
    }

    /**
     * @param list<Setting> $settings
     * @return list<string>
     */
    private static function names(array $settings): array
    {
        return array_merge(...array_map(fn (Setting $setting): array => [$setting->name, ...$setting->aliases], $settings));
    }

    /** @return list<string> names of the variables that AWS's SDKs look for; the first process hands on just these and TZ */
    public function inherited(): array
    {
        // PHP-FPM refuses to start when it is to hand on an empty one.
        $given = array_keys(array_filter($this->variables, fn (string $text): bool => $text !== ''));

        return array_values(preg_grep('/^(AWS_[A-Z0-9_]*|ECS_[A-Z0-9_]*|TZ)$/D', $given));
    }

    /**
     * @param list<Setting> $settings
     * @return array<string, mixed> value by the setting's name; null for what is unset and has no default
     */
    public function read(array $settings): array
    {
        $values = [];
        foreach ($settings as $setting) {
            $values[$setting->name] = $this->value($setting);
        }

        return $values;
    }

    private function value(Setting $setting): mixed
    {
        $problemsBefore = count($this->problems);
        $given = [];
        foreach ([$setting->name, ...$setting->aliases] as $name) {
            $text = $this->text($name);
            if ($text !== null) {
                $given[$name] = $text;
            }
        }
        if ($given === []) {
            if ($setting->isRequired && count($this->problems) === $problemsBefore) {
                $this->problems[] = "$setting->name is required: $setting->meaning";
            }

            return $setting->default;
        }
        if (count(array_unique($given)) > 1) {
            $this->problems[] = implode(' and ', array_keys($given)) . ' are the same setting and have different values';
        }
        $name = array_key_first($given);
        try {
            return $setting->type->parse($given[$name]);
        } catch (Problem $problem) {
            $this->problems[] = "$name must be {$problem->getMessage()}";

            return $setting->default;
        }
    }

    /** The text of NAME or of the file that NAME_FILE points at; an empty variable counts as unset. */
    private function text(string $name): ?string
    {
        $text = $this->variables[$name] ?? '';
        $file = $this->variables["{$name}_FILE"] ?? '';
        if ($file === '') {
            return $text === '' ? null : $text;
        }
        if ($text !== '') {
            $this->problems[] = "$name and {$name}_FILE are both set; only one may be";

            return null;
        }

        return $this->contents($name, $file);
    }

    /** Secrets are often written with `echo`, so exactly one newline at the end is not part of the value. */
    private function contents(string $name, string $file): ?string
    {
        $reason = match (true) {
            !file_exists($file) => 'does not exist',
            !is_file($file) => 'is not a file',
            !is_readable($file) => 'is not readable',
            default => null,
        };
        $contents = $reason === null ? @file_get_contents($file) : false;
        if ($reason === null && $contents === false) {
            $reason = 'is not readable';
        }
        $contents = preg_replace('/\n\z/', '', (string) $contents);
        if ($reason === null && $contents === '') {
            $reason = 'is empty';
        }
        if ($reason !== null) {
            $this->problems[] = "{$name}_FILE names a file that $reason";

            return null;
        }

        return $contents;
    }
}
