<?php
/**
 * PHPMailer that hands its messages to SES (API version 2, SendEmail) with the rights of the task's role.
 */

namespace WpImage;

require_once __DIR__ . '/aws/client.php';

/** Seconds for one mail with its attachments; as long as PHP waits for a server of mail. */
const SES_TIMEOUT = 15;

/** Bytes of a message that SES takes (SES developer guide, "Service quotas": 40 MB after encoding). */
const SES_LARGEST = 40 * 1024 * 1024;

final class SesMailer extends \PHPMailer\PHPMailer\PHPMailer {
	/** A mailer with everything that wp_mail() and plugins have given the other one. */
	public static function in_place_of( \PHPMailer\PHPMailer\PHPMailer $mailer ): self {
		$own = new self( true );
		foreach ( get_object_vars( $mailer ) as $name => $value ) {
			$own->$name = $value;
		}
		$own->Mailer = 'ses';
		$own->keep_sender();
		return $own;
	}

	/**
	 * SES takes mail from one address alone. Where a plugin has chosen another, replies still go there.
	 */
	private function keep_sender(): void {
		$sender = (string) setting( 'SMTP_FROM' );
		if ( 0 === strcasecmp( $this->From, $sender ) ) {
			return;
		}
		if ( array() === $this->getReplyToAddresses() ) {
			$this->addReplyTo( $this->From, $this->FromName );
		}
		$this->From   = $sender;
		$this->Sender = '';
	}

	/**
	 * Called by postSend() for the mailer `ses`. Recipients go beside the message, so that nobody reads who else got a copy.
	 *
	 * @throws \PHPMailer\PHPMailer\Exception which wp_mail() hands to wp_mail_failed
	 */
	protected function sesSend( string $header, string $body ): bool {
		$addresses = static fn ( array $list ): array => array_column( $list, 0 );
		$message   = $this->getSentMIMEMessage();
		if ( strlen( $message ) > SES_LARGEST ) {
			throw new \PHPMailer\PHPMailer\Exception( 'SES takes messages of up to 40 MB, attachments included', self::STOP_CRITICAL );
		}
		$region = setting( 'WP_SES_REGION' );
		$mail   = array(
			'FromEmailAddress' => $this->From,
			'Destination'      => array_filter(
				array(
					'ToAddresses'  => $addresses( $this->to ),
					'CcAddresses'  => $addresses( $this->cc ),
					'BccAddresses' => $addresses( $this->bcc ),
				)
			),
			'Content'          => array( 'Raw' => array( 'Data' => base64_encode( $message ) ) ),
		);
		if ( null !== setting( 'WP_SES_CONFIGURATION_SET' ) ) {
			$mail['ConfigurationSetName'] = setting( 'WP_SES_CONFIGURATION_SET' );
		}
		try {
			$json = (string) json_encode( $mail, JSON_UNESCAPED_SLASHES );
			aws_call( 'ses', $region, "email.$region.amazonaws.com", 'POST', '/v2/email/outbound-emails', array( 'content-type' => 'application/json' ), $json, SES_TIMEOUT );
		} catch ( AwsFailure $failure ) {
			throw new \PHPMailer\PHPMailer\Exception( $failure->getMessage(), self::STOP_CRITICAL );
		}
		return true;
	}
}
