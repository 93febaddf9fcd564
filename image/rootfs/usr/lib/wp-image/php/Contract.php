<?php

namespace WpImage;

/** What the image and those who run it have agreed on: image/settings.json of the project. */
final class Contract
{
    /** @return mixed a part of it, by its name */
    public static function of(string $part): mixed
    {
        static $contract = null;
        $contract ??= json_decode(file_get_contents(dirname(__DIR__) . '/settings.json'), true, 8, JSON_THROW_ON_ERROR);

        return $contract[$part];
    }
}
