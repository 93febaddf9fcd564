<?php
/**
 * A site that is a copy of another, such as staging of production: it acts towards nobody in the original's name. No mail leaves, events
 * pause (cli/due-events.php), search engines are sent away, and whoever is in wp-admin sees what it is.
 *
 * The mark is an option that import-database --copy-of writes; it is among those that WordPress reads at once, so asking costs nothing.
 */

namespace WpImage;

/** The name of the original; null where this is no copy. */
function copied_from(): ?string {
	$name = wp_load_alloptions()['wp_image_copy'] ?? '';
	return '' === $name ? null : (string) $name;
}

if ( ! wp_installing() && null !== copied_from() ) {
	add_filter(
		'pre_wp_mail',
		static function (): bool {
			log_line( 'a mail was stopped, since this site is a copy' );
			return true;
		},
		PHP_INT_MAX
	);
	add_filter( 'pre_option_blog_public', static fn (): string => '0' );
	add_action( 'init', static fn () => headers_sent() || header( 'X-Robots-Tag: noindex, nofollow, noarchive' ) );
	add_filter( 'wp_robots', static fn ( array $robots ): array => array( ...$robots, 'noindex' => true, 'nofollow' => true ), PHP_INT_MAX );
	// Action Scheduler also runs its actions while somebody looks around in wp-admin.
	add_filter( 'action_scheduler_allow_async_request_runner', '__return_false', PHP_INT_MAX );
	add_filter( 'action_scheduler_queue_runner_concurrent_batches', '__return_zero', PHP_INT_MAX );
	add_action(
		'admin_notices',
		static function (): void {
			echo '<div class="notice notice-warning"><p>', esc_html( 'This site is a copy of ' . copied_from() . ': no mail leaves, scheduled events pause, and search engines are sent away. Deleting the option wp_image_copy ends this.' ), '</p></div>';
		}
	);
}
