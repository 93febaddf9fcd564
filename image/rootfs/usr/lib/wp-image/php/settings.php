<?php

/**
 * The settings that an operator can give.
 *
 * @return list<WpImage\Setting>
 */

namespace WpImage;

$settings = Contract::of('settings');

return array_map(
    fn (string $name, array $row): Setting => new Setting(
        $name,
        Type::from($row['type'], Contract::of('types')),
        $row['default'] ?? null,
        $row['meaning'],
        $row['aliases'] ?? [],
        $row['required'] ?? false,
    ),
    array_keys($settings),
    $settings,
);
