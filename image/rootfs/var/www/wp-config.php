<?php
/**
 * The image's wp-config.php. It lies one level above the web root, so a wp-config.php on the volume wins
 * (wp-load.php looks in the web root first). Values come from /run/wp/env.php, never from the environment of PHP.
 * Everything here may be preset by /etc/wp.d/*.php or WORDPRESS_CONFIG_EXTRA, which run first.
 */

require_once '/usr/lib/wp-image/wordpress/bootstrap.php';
require '/usr/lib/wp-image/wordpress/config-extra.php';
require_once '/usr/lib/wp-image/wordpress/config.php';

$table_prefix = WpImage\setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );

defined( 'ABSPATH' ) || define( 'ABSPATH', WpImage\web_root() );

require_once ABSPATH . 'wp-settings.php';
