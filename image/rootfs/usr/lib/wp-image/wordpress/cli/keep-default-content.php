<?php
/**
 * WordPress's pluggable function that fills a new site, in the global namespace as WordPress looks for it. Read before
 * wp-admin/includes/upgrade.php when the site is filled already.
 */

/** Leaves what is there. */
function wp_install_defaults( int $user_id ): void {
}
