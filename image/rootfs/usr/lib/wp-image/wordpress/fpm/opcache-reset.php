<?php
/**
 * Run in php-fpm by `wp-image purge`: only there is its opcache. It lies outside of the web root.
 */

echo opcache_reset() ? 'reset' : 'off';
