<?php
/**
 * The tables of a site whose code was upgraded by another container are newer than this container's code. WordPress would
 * send administrators to upgrade.php, which sets the version of the tables back.
 */

namespace WpImage;

/** The version of the tables that this container's code goes by. */
function known_schema( mixed $version ): mixed {
	global $wp_db_version;
	return is_numeric( $version ) && (int) $version > (int) $wp_db_version ? $wp_db_version : $version;
}

preset_hook( 'option_db_version', __NAMESPACE__ . '\known_schema' );
// What a network's administrators are asked to upgrade.
preset_hook( 'site_option_wpmu_upgrade_site', __NAMESPACE__ . '\known_schema' );
