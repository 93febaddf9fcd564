<?php
/**
 * The tables of a site whose code was upgraded by another container are newer than this container's code. WordPress would
 * send administrators to upgrade.php, which sets the version of the tables back.
 */

namespace WpImage;

preset_hook(
	'option_db_version',
	static function ( mixed $version ): mixed {
		global $wp_db_version;
		return is_numeric( $version ) && (int) $version > (int) $wp_db_version ? $wp_db_version : $version;
	}
);
