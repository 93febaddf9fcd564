<?php
/**
 * Sends wp_mail() by SES (WP_SES_REGION) or through the server of SMTP_HOST. There is no mail program in the image.
 */

namespace WpImage;

if ( null !== setting( 'SMTP_HOST' ) ) {
	add_action(
		'phpmailer_init',
		static function ( \PHPMailer\PHPMailer\PHPMailer $mailer ): void {
			$encryption = setting( 'SMTP_ENCRYPTION', 'starttls' );
			$mailer->isSMTP();
			$mailer->Host        = setting( 'SMTP_HOST' );
			$mailer->Port        = (int) setting( 'SMTP_PORT', 587 );
			$mailer->Timeout     = 10;
			$mailer->SMTPSecure  = array( 'starttls' => 'tls', 'tls' => 'ssl', 'none' => '' )[ $encryption ];
			$mailer->SMTPAutoTLS = 'none' !== $encryption;
			$mailer->SMTPAuth    = null !== setting( 'SMTP_USER' );
			$mailer->Username    = (string) setting( 'SMTP_USER', '' );
			$mailer->Password    = (string) setting( 'SMTP_PASSWORD', '' );
		},
		5
	);
}

if ( null !== setting( 'WP_SES_REGION' ) ) {
	add_action(
		'phpmailer_init',
		static function ( \PHPMailer\PHPMailer\PHPMailer &$mailer ): void {
			require_once dirname( __DIR__ ) . '/ses-mailer.php';
			$mailer = SesMailer::in_place_of( $mailer );
		},
		PHP_INT_MAX
	);
}

// Only WordPress's made-up sender (wordpress@<host>) is replaced; a plugin's or the site's own choice stays.
add_filter(
	'wp_mail_from',
	static fn ( string $from ): string => str_starts_with( $from, 'wordpress@' ) ? setting( 'SMTP_FROM', $from ) : $from
);
add_filter(
	'wp_mail_from_name',
	static fn ( string $name ): string => 'WordPress' === $name ? setting( 'SMTP_FROM_NAME', $name ) : $name
);

add_action(
	'wp_mail_failed',
	static function ( \WP_Error $error ): void {
		$reason = setting( 'SMTP_HOST' ) ?? setting( 'WP_SES_REGION' ) ? $error->get_error_message() : 'neither WP_SES_REGION nor SMTP_HOST is set';
		log_line( 'a mail was not sent: ' . $reason );
	}
);
