<?php
/**
 * Run in php-fpm by `wp-image purge`: only there are its opcache and what hooks/known-files.php keeps. It lies outside of the
 * web root.
 */

apcu_clear_cache();
echo opcache_reset() ? 'reset' : 'off';
