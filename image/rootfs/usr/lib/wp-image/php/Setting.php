<?php

namespace WpImage;

/** One setting that an operator can give in the environment, by its name, an alias, or NAME_FILE. */
final readonly class Setting
{
    /** @param list<string> $aliases other names for the same setting, in order of preference */
    public function __construct(
        public string $name,
        public Type $type,
        public mixed $default,
        public string $meaning,
        public array $aliases = [],
        public bool $isRequired = false,
    ) {
    }
}
